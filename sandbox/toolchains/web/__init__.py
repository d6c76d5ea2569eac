"""The web toolchain: TypeScript, React and Next.js on the Node of the `node` toolchain."""
