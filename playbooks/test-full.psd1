@{
    Name        = 'test-full'
    Description = 'Every check and test, whatever fails, with a summary'
    Version     = '1.0'
    Tags        = @('test', 'validation')

    Sequence    = @('stage:Environment', 'stage:Testing', 'stage:Maintenance', '0510')

    Variables   = @{ All = $true }

    Options     = @{
        Parallel        = $true
        StopOnError     = $false
        Timeout         = 1800
        GenerateSummary = $true
        SummaryFormat   = 'Markdown'
        SummaryPath     = 'reports/test-full-summary.md'
    }
}
