"""A router against its model: the same exchanges are put to two routers, and what they answer is compared by its form.

    exchanges   what is asked: data, the same for every router of a version
    forms       what an answer looks like, without what it says
    playing     puts the exchanges to one router, and leaves nothing behind
    comparing   what differs between two routers

Nothing that a router's owner has configured leaves its router: of rows that are not ours only the forms of the values
are kept. What is written is marked (`MARK`), switched off, in places that nothing refers to, and taken away again.
"""
