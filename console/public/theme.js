// Before the first paint, so that a dark room is not lit up: the theme that was chosen, else the system's.
{
  let chosen = null;
  try {
    chosen = localStorage.getItem('pennywhistle.theme');
  } catch {
    // Storage may be forbidden; the system's theme is then right.
  }
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = chosen ?? (isDark ? 'dark' : 'light');
}
