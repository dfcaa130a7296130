"""Files of people, cases and answers, as people really send them."""
