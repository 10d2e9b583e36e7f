print("vidctl")
