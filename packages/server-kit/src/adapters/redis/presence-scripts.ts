import { Script } from './script'

/*
 * A user's key is a hash: connection → "until status viewing". A connection's key says whose it is, for
 * a release names the connection alone. Both end by themselves when nobody renews them.
 */

const now = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`

const leases = `
  local function live(key)
    local found = {}
    local held = redis.call('HGETALL', key)
    for i = 1, #held, 2 do
      local till, status, viewing = string.match(held[i + 1], '^(%d+) (%a+) (.*)$')
      if tonumber(till) > now then found[#found + 1] = { status = status, viewing = viewing }
      else redis.call('HDEL', key, held[i]) end
    end
    return found
  end`

/** KEYS: connection, user, … ARGV: ttl, prefix of users, then connection, user, status, viewing, … */
export const renew = new Script(`${now}
  local ttl, users = tonumber(ARGV[1]), ARGV[2]
  for i = 1, #KEYS, 2 do
    local connection, user, status, viewing = unpack(ARGV, i * 2 + 1, i * 2 + 4)
    local before = redis.call('GET', KEYS[i])
    if before and before ~= user then redis.call('HDEL', users .. before, connection) end
    redis.call('SET', KEYS[i], user, 'PX', ttl)
    local lease = string.format('%.0f', now + ttl) .. ' ' .. status .. ' ' .. viewing
    redis.call('HSET', KEYS[i + 1], connection, lease)
    if redis.call('PTTL', KEYS[i + 1]) < ttl then redis.call('PEXPIRE', KEYS[i + 1], ttl) end
  end
  return {}`)

/** KEYS: connections. ARGV: prefix of users, then the connections' ids. */
export const release = new Script(`
  for i = 1, #KEYS do
    local user = redis.call('GET', KEYS[i])
    if user then redis.call('HDEL', ARGV[1] .. user, ARGV[i + 1]) end
    redis.call('DEL', KEYS[i])
  end
  return {}`)

/** KEYS: users. Answers a status each. */
export const read = new Script(`${now}${leases}
  local statuses = {}
  for i = 1, #KEYS do
    local status = 'offline'
    for _, lease in ipairs(live(KEYS[i])) do
      if status ~= 'online' then status = lease.status end
    end
    statuses[i] = status
  end
  return statuses`)

/** KEYS: users. ARGV: a chat for each. Answers 1 where the user looks at it on any device. */
export const looking = new Script(`${now}${leases}
  local answers = {}
  for i = 1, #KEYS do
    answers[i] = 0
    for _, lease in ipairs(live(KEYS[i])) do
      if lease.status == 'online' and lease.viewing == ARGV[i] then answers[i] = 1 end
    end
  end
  return answers`)
