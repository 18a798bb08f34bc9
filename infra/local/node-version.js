// Plain JavaScript, preloaded by the npm scripts: a Node that cannot read TypeScript must still be able to say so.
const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `Node ${process.versions.node} is too old: Pennywhistle runs on Node ${NODE_MAJOR_MIN}; install it, or let "npm ci" install the one that package.json names for Linux\n`,
  );
  process.exit(1);
}
