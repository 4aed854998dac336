"""A domain that is not shipped: people, lockers, two look-ups and a write."""

LOCKERS = """\
name: lockers
description: Lockers that people rent.
tables:
  people:
    description: People with a locker or without one.
    key: person_id
    rows: 30
    columns:
      person_id: {type: text, description: Id of the person, draw: {sequence: "P{n:03d}"}}
      name: {type: text, description: Full name, draw: {faker: name}}
      email: {type: text, description: E-mail address, unique: true, draw: {compute: "person_id + '@example.com'"}}
  lockers:
    description: Lockers in the hall.
    key: locker_id
    rows: 30
    columns:
      locker_id: {type: text, description: Id of the locker, draw: {sequence: "L{n:03d}"}}
      person_id: {type: text, description: Who rents it, references: people, draw: {skew: 0}}
      months: {type: integer, description: Months left, minimum: 0, maximum: 24, draw: {values: [0, 1, 2, 6]}}
tools:
  find_person:
    description: Finds a person by e-mail address.
    parameters:
      email: {type: string, description: E-mail address, references: people.email}
    steps:
      - {let: person_id, be: "smallest(people.person_id, email == args.email)"}
      - {require: person_id != null, else: "Nobody has the address {args.email}."}
    returns: {person_id: person_id}
  list_lockers:
    description: Lists the lockers of a person.
    parameters:
      person_id: {type: string, description: Id of the person, references: people}
    steps:
      - {find: found, from: lockers, where: person_id == args.person_id}
    returns: {lockers: {for_each: locker, in: found, give: locker}}
  extend_locker:
    description: Adds months to the time for which a locker is rented.
    parameters:
      locker_id: {type: string, description: Id of the locker, references: lockers}
      months: {type: integer, minimum: 1, maximum: 6, description: Number of months}
    steps:
      - {get: locker, from: lockers, key: args.locker_id, else: "There is no locker {args.locker_id}."}
      - {require: locker.months + args.months <= 7, else: "Locker {locker.locker_id} has {locker.months} months."}
      - {update: locker, set: {months: locker.months + args.months}}
    returns: {locker_id: locker.locker_id, months: locker.months}
"""
