"""运行: the order of the work, and the legs that it is made of."""
