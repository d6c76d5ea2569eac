module vetloop/driver

go 1.27
