/** What an engine.io connection holds back: packets not yet handed to the transport, and bytes not yet taken by the network. */
export type Buffered = { readonly writeBuffer: readonly { data?: unknown }[]; readonly transport: { readonly socket?: { readonly bufferedAmount?: number } } }

const mostPackets = 256
const mostBytes = 1_000_000

/** Whether a client is so far behind that more would only fill the memory of the server. */
export function isCongested({ writeBuffer, transport }: Buffered): boolean {
  if (writeBuffer.length > mostPackets) return true
  const bytes = transport.socket?.bufferedAmount ?? 0
  if (bytes > mostBytes) return true
  return writeBuffer.length > 8 && bytes + waitingBytes(writeBuffer) > mostBytes
}

function waitingBytes(packets: Buffered['writeBuffer']): number {
  return packets.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0)
}
