import type { FragmentCache } from './render-options.ts'

/** Keeps fragments of `{% cache %}` in the process; the oldest ones go where there are more than `most`. */
export function memoryFragments({
  most = 1000,
  now = Date.now,
}: { readonly most?: number; readonly now?: () => number } = {}): FragmentCache {
  const entries = new Map<string, { readonly text: string; readonly until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.until > now()) return entry.text
      entries.delete(key)
      return undefined
    },
    set(key, text, seconds) {
      entries.delete(key)
      if (seconds !== null && seconds <= 0) return
      entries.set(key, { text, until: seconds === null ? Infinity : now() + seconds * 1000 })
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break
        entries.delete(oldest)
      }
    },
  }
}
