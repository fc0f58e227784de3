import type { Command } from "commander";

/** Adds a command with the options that every command has. */
export type Define = (usage: string, description: string) => Command;
