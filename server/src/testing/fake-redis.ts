import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { globToRegExp } from '../platform/redis/glob.ts'
import { createCommandReader } from './resp-reader.ts'

type Client = { socket: Socket; channels: Set<string>; patterns: Set<string> }

const bulk = (text: string | Buffer): Buffer => Buffer.concat([Buffer.from(`$${Buffer.byteLength(text)}\r\n`), Buffer.from(text), Buffer.from('\r\n')])
const push = (...parts: (string | Buffer | number)[]): Buffer => Buffer.concat([Buffer.from(`>${parts.length}\r\n`), ...parts.map((part) => (typeof part === 'number' ? Buffer.from(`:${part}\r\n`) : bulk(part)))])

/** What the testing kit needs of Redis, in this process: see TestRedis for what it does not do. */
export async function startFakeRedis(port: number): Promise<{ stop: () => Promise<void> }> {
  const clients = new Set<Client>()
  const values = new Map<string, Buffer>()

  function publish(channel: string, message: Buffer): number {
    let heard = 0
    for (const client of clients) {
      const patterns = [...client.patterns].filter((pattern) => globToRegExp(pattern).test(channel))
      if (client.channels.has(channel)) client.socket.write(push('message', channel, message))
      for (const pattern of patterns) client.socket.write(push('pmessage', pattern, channel, message))
      heard += patterns.length + (client.channels.has(channel) ? 1 : 0)
    }
    return heard
  }

  function change(client: Client, command: string, names: readonly string[]): Buffer {
    const set = command.startsWith('P') ? client.patterns : client.channels
    const isEnd = command.includes('UNSUB')
    const answers = (names.length > 0 ? names : [...set]).map((name) => {
      if (isEnd) set.delete(name)
      else set.add(name)
      return push(command.toLowerCase(), name, client.channels.size + client.patterns.size)
    })
    return Buffer.concat(answers)
  }

  function answer(client: Client, words: readonly Buffer[]): Buffer | string {
    const [command = '', ...names] = words.map(String)
    switch (command.toUpperCase()) {
      case 'HELLO': return '%2\r\n+server\r\n+redis\r\n+proto\r\n:3\r\n'
      case 'CLIENT': case 'SELECT': case 'QUIT': return '+OK\r\n'
      case 'PING': return '+PONG\r\n'
      case 'SUBSCRIBE': case 'PSUBSCRIBE': case 'UNSUBSCRIBE': case 'PUNSUBSCRIBE': return change(client, command.toUpperCase(), names)
      case 'PUBLISH': return `:${publish(names[0] ?? '', words[2] ?? Buffer.alloc(0))}\r\n`
      case 'PUBSUB': return Buffer.concat([Buffer.from(`*${(names.length - 1) * 2}\r\n`), ...names.slice(1).flatMap((name) => [bulk(name), Buffer.from(`:${[...clients].filter(({ channels }) => channels.has(name)).length}\r\n`)])])
      case 'GET': return values.has(names[0] ?? '') ? bulk(values.get(names[0] ?? '') ?? '') : '_\r\n'
      case 'SET': values.set(names[0] ?? '', words[2] ?? Buffer.alloc(0)); return '+OK\r\n'
      case 'DEL': return `:${names.filter((name) => values.delete(name)).length}\r\n`
      case 'EXISTS': return `:${names.filter((name) => values.has(name)).length}\r\n`
      default: return `-ERR the stand-in of the testing kit does not know "${command}"\r\n`
    }
  }

  const server: Server = createServer((socket) => {
    const client: Client = { socket, channels: new Set(), patterns: new Set() }
    clients.add(client)
    const read = createCommandReader((words) => void socket.write(answer(client, words)))
    socket.on('data', read)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clients.delete(client))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    stop: async () => {
      for (const { socket } of clients) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
