import sys

from coverport.command import main

sys.exit(main())
