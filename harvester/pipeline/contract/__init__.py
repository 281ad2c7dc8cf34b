"""What the contract asks of both sides: when it was due, what performed it, what is still open (contract.md).

Each module imports only from those above it (checked in `pyproject.toml`):

    suggested_due, suggest   sentences of a contract that look like obligations              1
    suggested_ending         sentences that say how it may be ended                          G10
    due, receipt             due dates and receipt by the contract, step by step             U, G2, G6
    interest, money, recoup  late interest, the ledger of invoices, what may come back       6
    judging                  the order of the statuses                                       3
    agreed                   what a person said of an obligation                             4
    performance, searching   what performed it, what was searched for it                     4
    settled                  our own words by which the client did it, or need not           P1
    more_time                mail that may have given more time than the contract does       G8
    matter                   all that is judged by: the contract, what was found, where was searched
    triggers                 what starts a time limit                                        1
    meetings, payments, responses    each type that has rules of its own                     1
    promises                 the sentences about an obligation                               G9, G10
    shown                    what shows a performance, how far was looked for one            3, 4
    put_off                  which promises such mail may have put off                       G8
    judge                    one obligation after the other, by one zone                     2 to 5
    obligations              every obligation as it stands, by the zones of both             G1
    accounts                 invoices as they stand, what may come back                      6
    obligation_facts, invoice_facts    what is told of them, with its proof                  G9, G10
    understood               what a contract file was understood to say
    ending                   how the agreement may be ended, and when                    G10
    fix_first                what we can still put right                                     7
"""
