import { defineConfig, type Plugin } from 'vite';

/** React Aria brings its few words in 34 languages; the console speaks English, so the others would only weigh. */
const englishOnly: Plugin = {
  name: 'english-only',
  enforce: 'pre',
  load: (id) =>
    /\/react-aria\/dist\/.*\/intl\/[^/]+\/(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? 'export default {}' : null,
};

/** The chunks that every page needs are few and large; a page's own code is asked for when the page is. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../.local/vite',
  plugins: [englishOnly],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // Libraries mark files for React servers, of which there is none here.
      onLog(level, log, report) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
