import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Whether tests that need a browser have to be left out, which is said; in CI they may not be. */
export const noChromium = !existsSync(executablePath)
if (noChromium && process.env['CI'])
  throw new Error(`The browser tests need Chromium at ${executablePath}: apt-get update && apt-get install -y chromium`)
if (noChromium)
  console.warn(`Skipped the browser tests: there is no Chromium at ${executablePath} (apt-get install -y chromium, or set CHROMIUM)`)

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}
