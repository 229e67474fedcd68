/** Runs the server until it is told to stop. */
export async function runServer(): Promise<void> {
  endWithLauncher()
  const module: string = '@shopdb/server/main'
  const { startServer } = await import(module) as { startServer: () => Promise<{ stopped: Promise<void> }> } // what main.ts exports
  await (await startServer()).stopped
}

/** The launcher holds a channel open; when it is killed, the server stops in good order instead of keeping the port. */
function endWithLauncher(): void {
  if (process.send === undefined) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}
