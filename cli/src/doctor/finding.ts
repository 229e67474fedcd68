/** What the doctor says about one part of the installation. */
export type Finding = { part: string; state: 'ok' | 'warning' | 'failed'; detail: string; fix?: string }

export function ok(part: string, detail: string): Finding {
  return { part, state: 'ok', detail }
}

export function warning(part: string, detail: string, fix: string): Finding {
  return { part, state: 'warning', detail, fix }
}

export function failed(part: string, detail: string, fix: string): Finding {
  return { part, state: 'failed', detail, fix }
}
