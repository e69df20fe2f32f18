-- What wrk asks for: the lines of a file, or what is made of the templates of one.
--   FHIR_HOST, FHIR_KEY     where, and with whose key
--   FHIR_GET=FILE           addresses behind the base, of which each request draws one
--   FHIR_POST=FILE          templates of bodies, of which each request draws one and fills it in
--   FHIR_TO                 where bodies go, behind the base: `Patient`, or nothing
--   FHIR_POOL=FILE          names of those who are created
--   FHIR_MADE               resources that an answer has to say it has created
--   FHIR_TOLD=FILE          where it is written what was acknowledged, a location a line
--   FHIR_RUN                a word that no other run has: numbers of new entries begin with it
--   FHIR_SEED               of what is drawn
local function env(name) return os.getenv(name) or "" end

local function lines_of(name)
  local lines = {}
  for line in io.lines(env(name)) do lines[#lines + 1] = line end
  return lines
end

local base = "/fhir/R4"
local head = " HTTP/1.1\r\nHost: " .. env("FHIR_HOST") .. "\r\nAuthorization: Bearer "
  .. env("FHIR_KEY") .. "\r\nAccept: application/fhir+json\r\n"
local sends = env("FHIR_POST") ~= ""
local drawn = lines_of(sends and "FHIR_POST" or "FHIR_GET")
local random = math.random
math.randomseed(tonumber(env("FHIR_SEED")) or 1)
for _ = 1, 10 do random() end

function request()
  return "GET " .. base .. "/" .. drawn[random(#drawn)] .. head .. "\r\n"
end

if sends then
  local names, sent, to, run = lines_of("FHIR_POOL"), 0, env("FHIR_TO"), env("FHIR_RUN")
  local made, told = tonumber(env("FHIR_MADE")), io.open(env("FHIR_TOLD"), "w")
  told:setvbuf("full")
  wrong = ""

  -- Everybody has a number, a phone and a full URL that nobody else has.
  local function somebody()
    sent = sent + 1
    local line = names[random(#names)]
    local given, given_hi, family, family_hi, gender =
      line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    local year, month, day = random(1936, 2023), random(12), random(28)
    return {
      given = given, given_hi = given_hi, family = family, family_hi = family_hi, gender = gender,
      birth = string.format("%04d-%02d-%02d", year, month, day),
      phone = string.format("+91000%07d", random(0, 9999999)),
      n = run .. "-" .. sent,
      u = string.format("%08x-%04x-4%03x-8%03x-", random(0, 2147483647), random(0, 65535),
        random(0, 4095), random(0, 4095)),
    }
  end

  local address = "POST " .. base .. (to == "" and "" or "/" .. to) .. head
    .. "Content-Type: application/fhir+json\r\nContent-Length: "

  function request()
    local body = drawn[random(#drawn)]:gsub("{{([%w_]+)}}", somebody())
    return address .. #body .. "\r\n\r\n" .. body
  end

  -- A create says where it is kept, a transaction the same of each of its entries.
  function response(status, headers, body)
    local location, count
    if made == 1 then
      location, count = headers["location"] or headers["Location"], status == 201 and 1 or 0
    else
      location = body:match('"location":"([^"]+)"')
      count = select(2, body:gsub('"status":"201', ""))
    end
    if count == made and location then
      told:write(location, "\n")
    elseif wrong == "" then
      wrong = status .. " " .. body:sub(1, 300)
    end
  end
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

-- One line of figures, one for what was answered wrongly, and one for each latency that occurred.
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("ROW\t%d\t%.6f\t%d\t%d\t%d\t%.3f\t%.3f\t%.3f\t%.3f\n",
    summary.requests, summary.duration / 1e6, summary.bytes, failed.status,
    failed.connect + failed.read + failed.write + failed.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000))
  local wrong = sends and threads[1]:get("wrong") or ""
  io.write("WRONG\t", (wrong:gsub("%s+", " ")), "\n")
  if env("FHIR_LATENCIES") == "" then return end
  for i = 1, #latency do
    local value, count = latency(i)
    io.write(string.format("TOOK\t%d\t%d\n", value, count))
  end
end
