#!/usr/bin/env node
const { stdin, stdout, stderr, argv, versions } = process
const [major = 0, minor = 0] = versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  stderr.write(`djust needs Node 22.18 or a later one, and this is ${versions.node}.\n`)
  process.exitCode = 2
} else {
  // Whoever reads the output may have seen enough of it, as `head` has.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
  // Loaded only now: an older Node could not even read it.
  const { runCommand } = await import('./run-command.ts')
  process.exitCode = await runCommand(argv.slice(2), { stdin, stdout, stderr })
  // What the application left open, a pool or a timer, keeps no finished command waiting.
  stdout.write('', () => setTimeout(() => process.exit(), 250).unref())
}
