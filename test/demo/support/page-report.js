// Runs in the page: what is wrong with its layout, its labels and its contrast.
;(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

  const known = new Map()

  /** Red, green, blue and alpha of any CSS colour. */
  const rgba = (color) => {
    if (!known.has(color)) known.set(color, pixel(color))
    return known.get(color)
  }

  const pixel = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }

  const luminance = (color) => {
    const [red, green, blue] = color.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  /** What stands behind a text: the nearest opaque background with the translucent ones between laid over it. */
  const behind = (element) => {
    const layers = []
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor)
      layers.unshift(color)
      if (color[3] === 255) break
    }
    return layers.reduce((under, over) => under.map((part, index) => part + ((over[index] - part) * over[3]) / 255), [255, 255, 255])
  }

  const faint = new Set()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    // What is switched off needs no contrast, and what the chart's texts lie on is no CSS background.
    if (!texts.currentNode.textContent.trim() || element.closest('svg, option, .off, .visually-hidden')) continue
    const [one, other] = [luminance(rgba(getComputedStyle(element).color)), luminance(behind(element))]
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    if (ratio < 4.5) faint.add(`${element.className || element.tagName}: ${ratio.toFixed(2)}`)
  }

  return {
    widerThanScreen: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    withoutLabel: [...document.querySelectorAll('input, select')].filter((field) => field.labels.length === 0).length,
    faint: [...faint],
  }
})()
