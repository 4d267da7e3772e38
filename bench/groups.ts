import type { Group } from './harness/bench-case.ts'
import { Mistake } from './harness/mistake.ts'

/** All groups by name, loaded when they are wanted, so that one that fails to load leaves the others usable. */
export const groups: Readonly<Record<string, () => Promise<Group>>> = {
  pages: async () => (await import('./groups/pages.ts')).pages,
  million: async () => (await import('./groups/million.ts')).million,
  'million-postgres': async () => (await import('./groups/million-on-server.ts')).millionPostgres,
  'million-mariadb': async () => (await import('./groups/million-on-server.ts')).millionMariadb,
  cold: async () => (await import('./groups/cold.ts')).cold,
  idle: async () => (await import('./groups/idle.ts')).idle,
  overhead: async () => (await import('./groups/overhead.ts')).overhead,
  templates: async () => (await import('./groups/templates.ts')).templates,
  extraction: async () => (await import('./groups/extraction.ts')).extraction,
  'templates-cold': async () => (await import('./groups/templates-cold.ts')).templatesCold,
}

export async function loadGroup(name: string): Promise<Group> {
  if (!Object.hasOwn(groups, name)) throw new Mistake(`there is no group ${name}, but ${Object.keys(groups).join(', ')}`)
  return await groups[name]!()
}
