#!/usr/bin/env node
import { enter } from "./lib/node.mjs";

enter(() => import("./commands/fuzz.mjs"));
