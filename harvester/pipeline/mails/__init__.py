"""What each mail is: whose, when, in which conversation, by a person or a machine, and whether it asks.

Each module imports only from those above it (checked in `pyproject.toml`):

    identity                      copies become one event, its author is settled               D1, A4
    zones                         the zone of a side that none was configured for              B9
    times                         when it happened                                             T
    threads                       which mails belong together                                  D
    authenticity                  whether servers and other clocks confirm it                  S6, T6
    classes                       person or machine                                            C
    ownwords                      what its author wrote, without what was quoted               X
    expectation, unasked          do its words ask for an answer                               X, R17
    addressed                     whom they ask                                                X
    silence                       do they leave the answer to silence                          X4
    elsewhere                     do they ask for what is done outside of mail                  P1
    asking                        all of it: did the mail ask the client, and in which words   X
    patience                      what it says about the time for an answer or a promise       P2, G8
    clauses                       what a part of a sentence denies                             R17
    heard                         words of ours that show that we had their answer             R17
    absences                      who announced to be away                                     P2, B7
    topics                        what our questions are called                                C11
    delivery                      what did not arrive                                          R13
"""
