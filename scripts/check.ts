import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'

/**
 * Runs every `check:…` script of package.json, also after one has failed, and prints one line for each; what a failed
 * one said stands under its line. The last line counts them, as `.ci/run` expects.
 */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { scripts: Record<string, string> }
const wanted = process.argv.slice(2)
const names = Object.keys(manifest.scripts).filter(
  (name) => name.startsWith('check:') && (wanted.length === 0 || wanted.includes(name.slice(6))),
)

const { FORCE_COLOR: _, ...env } = process.env
let failed = 0
for (const name of names) {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', name], { encoding: 'utf8', env: { ...env, NO_COLOR: '1' } })
  const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`
  if (status === 0) {
    console.log(`${styleText('green', '✓')} ${name} (${seconds})`)
    continue
  }
  failed++
  console.log(`${styleText('red', '✗')} ${name} (${seconds}): ${manifest.scripts[name]}`)
  console.log(`${stdout}${stderr}`.trimEnd().replaceAll(/^/gm, '    '))
}
console.log(`checks: ${names.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
