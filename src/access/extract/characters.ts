/** What a character can be part of; everything beyond ASCII is `other`. */
export const letter = 1
export const digit = 2
export const space = 3
export const other = 0

const classes = new Uint8Array(128)
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[char.charCodeAt(0)] = letter
for (const char of '0123456789') classes[char.charCodeAt(0)] = digit
for (const char of ' \t\v\f\r') classes[char.charCodeAt(0)] = space

/** The class of the character at `at`, which must be in the text. A newline is `other`: no markup holds one. */
export function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (classes[code] as number) : other
}

export function isBeyondAscii(text: string, at: number): boolean {
  return text.charCodeAt(at) >= 128
}
