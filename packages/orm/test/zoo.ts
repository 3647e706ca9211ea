/** Models that most tests use: people, pets, groups, and a model of each kind of association. @module */
import { defineModel, type JsonOf } from '@telltale/orm';

export const Person = defineModel({
  attributes: {
    name: { type: 'string', required: true, maxLength: 40 },
    email: { type: 'string', unique: true, isEmail: true },
    age: { type: 'number', allowNull: true, min: 0 },
    isActive: { type: 'boolean', defaultsTo: true },
    tags: { type: 'json' as JsonOf<string[]> },
    bornAt: { type: 'datetime' },
    photo: { type: 'binary' },
    role: { type: 'string', isIn: ['admin', 'guest'], defaultsTo: 'guest' },
    boss: { model: 'person' },
    reports: { collection: 'person', via: 'boss' },
    pets: { collection: 'pet', via: 'owner' },
    clubs: { collection: 'club', via: 'members' },
    friends: { collection: 'person' },
    courses: { collection: 'course', via: 'student', through: 'enrolment' },
  },
});

export const Pet = defineModel({
  attributes: {
    name: { type: 'string', required: true, columnName: 'pet_name' },
    owner: { model: 'person', columnName: 'owner_id' },
  },
});

export const Club = defineModel({
  primaryKey: 'code',
  attributes: {
    code: { type: 'string', required: true, maxLength: 60 },
    members: { collection: 'person', via: 'clubs' },
  },
});

export const Course = defineModel({
  attributes: { title: 'string', students: { collection: 'person', via: 'course', through: 'enrolment' } },
});

export const Enrolment = defineModel({
  attributes: {
    student: { model: 'person', required: true },
    course: { model: 'course', required: true },
    grade: { type: 'string' },
  },
});

/** All of them. */
export const zoo = { person: Person, pet: Pet, club: Club, course: Course, enrolment: Enrolment };
