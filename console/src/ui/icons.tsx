const PATHS = {
  close: 'M3 5.500h14M3 10h14M3 14.500h8M14.500 12.500l1.500 1.500 2.500-3',
  reports: 'M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M7.500 10h5.500M7.500 13h5.500',
  ledger: 'M4 3h12v14H4zM8 3v14M10.500 7H14M10.500 10H14',
  payouts: 'M3 6h14v9H3zM3 9h14M6 12.500h3',
  settlement: 'M3 7h11M11 4l3 3-3 3M17 13H6M9 10l-3 3 3 3',
  holders: 'M10 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.5-3.500 2.800-5 6-5s5.500 1.500 6 5',
  balance: 'M3 15.500l4.500-5 3 3L17 6M13 6h4v4',
  list: 'M6.500 5.500H17M6.500 10H17M6.500 14.500H17M3 5.500h.5M3 10h.5M3 14.500h.5',
  chart: 'M4 16V9M8.500 16V4M13 16v-5M17 16V7',
  play: 'M6 4l10 6-10 6z',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside a word that says the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} strokeLinecap="round" />
    </svg>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--ink)" />
      <path d="M5 20.500 25.500 8.200a2 2 0 0 1 2.700.7l.6 1a2 2 0 0 1-.7 2.700L7.600 24.800z" fill="var(--accent)" />
      <g fill="var(--ink)">
        <circle cx="12.500" cy="18.800" r="1.100" />
        <circle cx="16.300" cy="16.500" r="1.100" />
        <circle cx="20.100" cy="14.200" r="1.100" />
      </g>
    </svg>
  );
}
