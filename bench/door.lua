-- Sends the lines of a file one after the other in a header. Each thread of wrk has its share of the lines, so that none of
-- them comes again before all others have come. Without a file, requests are as they are.
-- Environment: DOOR_HEADER, DOOR_PREFIX, DOOR_LINES (a file), DOOR_THREADS
dofile((debug.getinfo(1, "S").source:sub(2):match("^(.*)/") or ".") .. "/report.lua")

local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local requests, next = nil, 0
function init(args)
  local file = os.getenv("DOOR_LINES")
  if not file then return end
  local threads, line = tonumber(os.getenv("DOOR_THREADS")), 0
  requests = {}
  for text in io.lines(file) do
    if line % threads == number % threads then
      requests[#requests + 1] =
        wrk.format("GET", nil, { [os.getenv("DOOR_HEADER")] = os.getenv("DOOR_PREFIX") .. text })
    end
    line = line + 1
  end
end

function request()
  if not requests then return wrk.format() end
  next = next % #requests + 1
  return requests[next]
end
