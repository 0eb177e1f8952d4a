"""首页: what the index page counts and lists."""
