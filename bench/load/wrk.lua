-- Asks for random lines of the file BENCH_PATHS; prints what happened as one line of JSON.
local paths = {}
for line in io.lines(os.getenv('BENCH_PATHS')) do paths[#paths + 1] = line end
local authorization = os.getenv('BENCH_AUTHORIZATION')
if authorization ~= nil then wrk.headers['authorization'] = authorization end
math.randomseed(tonumber(os.getenv('BENCH_SEED') or '1'))

request = function()
  return wrk.format('GET', paths[math.random(#paths)])
end

done = function(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"requests":%d,"microseconds":%d,"bytes":%d,"failed":%d,"p50":%d,"p90":%d,"p99":%d,"max":%d}', summary.requests, summary.duration, summary.bytes,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
