/** Models for the suites of blueprints: every kind of association, and something to keep secret. @module */
import type { AppOptions } from 'telltale';

/** Definitions by identity, new with each call. */
export function blueprintModels() {
  return {
    user: {
      attributes: {
        name: { type: 'string', required: true, maxLength: 40 },
        email: { type: 'string', isEmail: true, unique: true, allowNull: true },
        age: 'number',
        password: { type: 'string', protect: true },
        pets: { collection: 'pet', via: 'owner' },
        groups: { collection: 'group', via: 'members' },
        friends: { collection: 'user' },
        boss: { model: 'user' },
        profile: { collection: 'profile', via: 'user' },
        enemies: { collection: 'pet', protect: true },
      },
    },
    pet: { attributes: { name: 'string', owner: { model: 'user' } } },
    group: { attributes: { name: 'string', members: { collection: 'user', via: 'groups' } } },
    profile: { attributes: { text: 'string', user: { model: 'user', unique: true } } },
    country: {
      primaryKey: 'code',
      attributes: {
        code: { type: 'string', required: true },
        area: { type: 'number', allowNull: true },
        facts: 'json',
        isIsland: 'boolean',
      },
    },
  };
}

/** Options of an app with these models, in memory. */
export function blueprintOptions(options: AppOptions = {}): AppOptions {
  return { orm: { moduleDefinitions: { models: blueprintModels() } }, ...options };
}
