@{
    Name        = 'test-orchestration'
    Description = 'One script: shows that orchestration works'
    Version     = '1.0'
    Tags        = @('test')

    Sequence    = @('0407')

    Variables   = @{ All = $true }
}
