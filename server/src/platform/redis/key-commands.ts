/** Where the keys of a command stand: at the first place, at every place, or in MATCH. Others are refused, because nobody could say what they touch. */
const keyCommands: Readonly<Record<string, 'first' | 'all' | 'match'>> = {
  GET: 'first', SET: 'first', GETEX: 'first', GETDEL: 'first', INCR: 'first', INCRBY: 'first', DECR: 'first', APPEND: 'first', STRLEN: 'first', MGET: 'all',
  DEL: 'all', UNLINK: 'all', EXISTS: 'all', TYPE: 'first', EXPIRE: 'first', PEXPIRE: 'first', PERSIST: 'first', TTL: 'first', PTTL: 'first', SCAN: 'match',
  HGET: 'first', HSET: 'first', HDEL: 'first', HGETALL: 'first', HMGET: 'first', HINCRBY: 'first', HLEN: 'first', HEXISTS: 'first',
  LPUSH: 'first', RPUSH: 'first', LPOP: 'first', RPOP: 'first', LRANGE: 'first', LTRIM: 'first', LLEN: 'first',
  SADD: 'first', SREM: 'first', SMEMBERS: 'first', SISMEMBER: 'first', SCARD: 'first',
  ZADD: 'first', ZREM: 'first', ZRANGE: 'first', ZSCORE: 'first', ZCARD: 'first', ZCOUNT: 'first', ZINCRBY: 'first', ZREMRANGEBYSCORE: 'first', ZREMRANGEBYRANK: 'first',
}

/** The keys, or the pattern of keys, that a command touches; null for one that is not allowed. */
export function keysOf(name: string, parameters: readonly string[]): readonly string[] | null {
  const place = keyCommands[name.toUpperCase()]
  if (place === undefined) return null
  if (place === 'all') return parameters
  if (place === 'first') return parameters.slice(0, 1)
  const match = parameters.findIndex((word) => word.toUpperCase() === 'MATCH')
  return match < 0 ? ['*'] : parameters.slice(match + 1, match + 2)
}
