#!/usr/bin/env node
// Kept outside dist, since npm links a command only if its file is there before the first build.
import module from 'node:module';

// From Node 22.1 on, what was compiled once needs not be compiled again.
module.enableCompileCache?.();
await import('../dist/bundle/cli/bin.js');
