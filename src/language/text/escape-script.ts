/** Text for a string of JavaScript in a page: what could end the string, the script or the tag as \uXXXX. */
export function escapeForScript(text: string): string {
  return text.replace(/[\\'"<>&=\-;`\x00-\x1f\u2028\u2029]/g, unicodeEscape)
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
