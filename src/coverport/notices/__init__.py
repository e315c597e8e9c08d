"""The post office: five kinds of block, one letter made of them, as a page and as a tagged PDF, in the person's inbox."""
