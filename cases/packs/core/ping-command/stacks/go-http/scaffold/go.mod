module netdesk

go 1.27
