/** Runs the server until it is told to stop. */
export async function runServer(): Promise<void> {
  endWithLauncher()
  const { startServer } = await import('@shopdb/server/main')
  const { stopped } = await startServer()
  await stopped
}

/** The launcher holds a channel open; when it is killed, the server stops in good order instead of keeping the port. */
function endWithLauncher(): void {
  if (process.send === undefined) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}
