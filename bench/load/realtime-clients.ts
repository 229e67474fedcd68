import { realtimePath, type ChangesMessage } from '@shopdb/contract/realtime'
import { io } from 'socket.io-client'

// Run in a process of its own: opens clients in one room, and tells how long each change took from its commit to each of them.
const [url = '', token = '', room = '', count = '0'] = process.argv.slice(2)
const delays: number[] = []

async function open(): Promise<void> {
  const socket = io(url, { path: realtimePath, transports: ['websocket'], forceNew: true, auth: { token } })
  socket.on('changes', ({ changes }: ChangesMessage) => { for (const { at } of changes) delays.push(Date.now() - at) })
  await new Promise<void>((resolve, reject) => {
    socket.once('hello', () => resolve())
    socket.once('connect_error', reject)
  })
  await socket.emitWithAck('subscribe', { rooms: [room] })
}

for (let opened = 0; opened < Number(count); opened += 50) await Promise.all(Array.from({ length: Math.min(50, Number(count) - opened) }, open))
process.send?.('ready')
process.on('message', () => process.send?.(delays, () => process.exit()))
