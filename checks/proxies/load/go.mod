module joinall/checks/proxies

go 1.25
