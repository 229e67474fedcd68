/** What stops the launcher, in words for the person at the keyboard: what happened and what to do now. */
export class LaunchProblem extends Error {
  /**
   * @param {string} message
   * @param {string} fix
   */
  constructor(message, fix) {
    super(message)
    this.name = 'LaunchProblem'
    this.fix = fix
  }
}

/** Progress and problems go to stderr, so that stdout belongs to the command alone (`--json` stays parseable). */
export function tell(line) {
  process.stderr.write(`shopdb: ${line}\n`)
}

export function tellProblem(problem) {
  if (!(problem instanceof LaunchProblem)) throw problem
  tell(problem.message)
  process.stderr.write(`        fix: ${problem.fix}\n`)
}
