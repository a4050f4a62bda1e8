# Rules about parameters.

using namespace System.Management.Automation.Language

$script:CommonParameters = @(
    'Verbose', 'Debug', 'ErrorAction', 'ErrorVariable', 'WarningAction', 'WarningVariable',
    'InformationAction', 'InformationVariable', 'ProgressAction', 'OutVariable', 'OutBuffer', 'PipelineVariable'
)

# The script block that declares a parameter, or nothing for one of a method.
function Get-DeclaringBlock {
    param([ParameterAst] $Parameter)
    $parent = $Parameter.Parent
    if ($parent -is [FunctionDefinitionAst]) { return $parent.Body }
    if ($parent -is [ParamBlockAst]) { return $parent.Parent }
}

# A function or a whole script, not a block that someone else calls.
function Test-NamedBlock {
    param($Block)
    $Block -and ($null -eq $Block.Parent -or $Block.Parent -is [FunctionDefinitionAst])
}

# A value that the caller has to give is never taken from the default.
Add-Rule 'MandatoryDefault' 'Warning' ([ParameterAst]) {
    param($node)
    if (-not $node.DefaultValue) { return }
    foreach ($attribute in (Find-ParameterAttribute $node 'Parameter')) {
        if (Test-AttributeArgument $attribute 'Mandatory') {
            return "$($node.Name) is mandatory, so its default is never used."
        }
    }
}

Add-Rule 'SwitchDefaultTrue' 'Warning' ([ParameterAst]) {
    param($node)
    if ($node.StaticType -eq [Management.Automation.SwitchParameter] -and
        $node.DefaultValue -and $node.DefaultValue.Extent.Text -eq '$true') {
        "$($node.Name) is on when it is not given; name the switch for the opposite."
    }
}

# CmdletBinding brings these along; declaring one again fails when called.
Add-Rule 'ReservedParameter' 'Error' ([ParameterAst]) {
    param($node)
    if ($node.Name.VariablePath.UserPath -notin $script:CommonParameters) { return }
    $block = Get-DeclaringBlock $node
    if (-not $block -or -not $block.ParamBlock) { return }
    foreach ($attribute in $block.ParamBlock.Attributes) {
        if ($attribute.TypeName.Name -eq 'CmdletBinding') {
            return "$($node.Name) is a common parameter already."
        }
    }
}

# Without `process` only the last object of the pipeline is seen.
Add-Rule 'MissingProcessBlock' 'Warning' ([ParameterAst]) {
    param($node)
    $block = Get-DeclaringBlock $node
    if (-not $block -or $block.ProcessBlock) { return }
    if ($node.Parent.Parent.Parent -is [FunctionDefinitionAst] -and $node.Parent.Parent.Parent.IsFilter) { return }
    foreach ($attribute in (Find-ParameterAttribute $node 'Parameter')) {
        if ((Test-AttributeArgument $attribute 'ValueFromPipeline') -or
            (Test-AttributeArgument $attribute 'ValueFromPipelineByPropertyName')) {
            return "$($node.Name) takes the pipeline, but there is no process block."
        }
    }
}

Add-Rule 'PlainTextSecret' 'Warning' ([ParameterAst]) {
    param($node)
    if ($node.Name.VariablePath.UserPath -match '(password|passphrase|apikey)$' -and
        $node.StaticType -in [string], [object]) {
        "$($node.Name) is plain text; use [securestring]."
    }
}

Add-Rule 'UnusedParameter' 'Warning' ([ParameterAst]) {
    param($node)
    $block = Get-DeclaringBlock $node
    if (-not (Test-NamedBlock $block)) { return }
    $name = $node.Name.VariablePath.UserPath
    foreach ($variable in (Find-Node $block ([VariableExpressionAst]))) {
        $used = $variable.VariablePath.UserPath
        if ($used -in 'PSBoundParameters', 'MyInvocation', 'PSCmdlet') {
            if ((Get-OwningBlock $variable) -eq $block) { return }
        }
        if (($used -replace '^\w+:') -ne $name) { continue } # also `$using:name`
        # Where it is declared does not count; another's default does.
        if ($variable.Parent -isnot [ParameterAst] -or $variable.Parent.Name -ne $variable) { return }
    }
    "$($node.Name) is never used."
}
