"""The pipeline's state: workspace, snapshots, batches, outbox."""
