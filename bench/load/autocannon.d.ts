/** What the benchmark uses of autocannon, which brings no types. */
declare module 'autocannon' {
  type Options = { url: string; connections: number; duration: number; overallRate?: number; headers: Record<string, string>; requests: { method: string; path: string }[] }
  type Result = { requests: { average: number }; throughput: { total: number }; non2xx: number; errors: number; timeouts: number }
  type Instance = PromiseLike<Result> & { stop: () => void; on: (event: 'response', listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void) => void }
  const autocannon: (options: Options) => Instance
  export default autocannon
}
