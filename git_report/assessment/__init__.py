"""What can be computed of a report and a reference without a model, for its writer and readers."""
