"""What a night tells of finished dossiers (measurement.md S3 to S5).

brief                    an open question in one sentence
deadlines                dates of the contract that are near or have passed, of both sides
conditions               what is worth telling in the morning
flagging                 raised once, standing, cleared, suppressed: over the nights
"""
