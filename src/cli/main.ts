#!/usr/bin/env node
import { runCommand } from './run-command.ts'

const { stdin, stdout, stderr } = process
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr })
// What the application left open, a pool or a timer, keeps no finished command waiting.
stdout.write('', () => setTimeout(() => process.exit(), 250).unref())
