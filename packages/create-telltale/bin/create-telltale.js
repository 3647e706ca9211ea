#!/usr/bin/env node
// Kept outside dist, since npm links a command only if its file is there before the first build.
import '../dist/bundle/bin.js';
