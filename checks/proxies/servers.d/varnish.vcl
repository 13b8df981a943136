vcl 4.1;
import directors;
import std;

backend origin { .host = "127.0.0.1"; .port = "18100"; }
backend a { .host = "127.0.0.1"; .port = "18101"; }
backend b { .host = "127.0.0.1"; .port = "18102"; }
# The management ports: they are asked whether the server is ready, and nothing else.
probe ready { .url = "/actuator/health/readiness"; .interval = 500ms; .window = 1; .threshold = 1; .initial = 1; }
backend a_ready { .host = "127.0.0.1"; .port = "18103"; .probe = ready; }
backend b_ready { .host = "127.0.0.1"; .port = "18104"; .probe = ready; }

sub vcl_init {
  new both = directors.round_robin();
  both.add_backend(a);
  both.add_backend(b);
}

sub vcl_recv {
  set req.http.X-Side = std.port(local.ip);
  if (req.http.X-Side ~ "[123]$") {
    set req.backend_hint = origin;
  } elsif (req.http.X-Side ~ "[45]$") {
    set req.backend_hint = a;
  }
}

sub vcl_backend_fetch {
  if (bereq.http.X-Side ~ "6$") {
    if (!std.healthy(a_ready)) {
      set bereq.backend = b;
    } elsif (!std.healthy(b_ready)) {
      set bereq.backend = a;
    } else {
      set bereq.backend = both.backend();
    }
  }
}

# Only what has no effect is sent again, to the next one.
sub vcl_backend_error {
  if (bereq.http.X-Side ~ "6$" && bereq.method == "GET" && bereq.retries == 0) {
    return (retry);
  }
}
