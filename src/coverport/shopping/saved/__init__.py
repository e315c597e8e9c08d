"""What a shopper keeps: saved plans, doctors and drugs. In the browser without an account, with one on any device."""
