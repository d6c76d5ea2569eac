module vetloop/gobuild

go 1.27
